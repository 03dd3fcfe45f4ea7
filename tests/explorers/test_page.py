"""The page's module: the view files share one scope, so no two of them may use a name for different things."""

import collections
import re

from course_utils.explorers.page import page_module


def test_no_two_view_files_declare_one_name():
    names = re.findall(r"^(?:async )?(?:function\*?|class|const|let) (\w+)", page_module(), re.MULTILINE)
    assert len(names) > 50
    assert [name for name, count in collections.Counter(names).items() if count > 1] == []
