"""An explorer on a bare page, for tests: see `course_utils.maintenance.plain_page`."""

from course_utils.maintenance.plain_page import PlainPage, page_html

__all__ = ["PlainPage", "page_html"]
