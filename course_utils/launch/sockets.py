"""A kernel connection that sends small messages at once."""

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from traitlets import Float


class PromptConnection(ZMQChannelsWebsocketConnection):
    """The websocket between page and kernel with TCP_NODELAY set.

    Jupyter Server leaves Nagle's algorithm on: a small message then waits up to 40 ms for an acknowledgement of the one
    before. Explorers send many small messages, and without this a dragged slider draws about a third fewer frames.
    """

    # An explorer's table is up to 5 MB in one message; the stock limit of 1 MB a second would drop it.
    iopub_data_rate_limit = Float(50_000_000, config=True)

    async def connect(self):
        """Switch Nagle's algorithm off, then connect as usual."""
        self.websocket_handler.set_nodelay(True)
        return await super().connect()
