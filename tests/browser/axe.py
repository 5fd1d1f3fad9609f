"""axe-core run on what is open, the app or an exported file; its rules come with the package."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")
NOT_OURS = {"exclude": [["[data-testid=stSidebarNavItems]"]]}
"""On narrow windows Streamlit lists pages in groups with headings between the items of one list."""
LEVEL_AA = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    },
}


def grave_violations(page: Page) -> list[str]:
    """One line for each element with a serious or critical violation of WCAG 2.2 A or AA."""
    found = Axe().run(page, context=NOT_OURS, options=LEVEL_AA).response["violations"]
    return [
        f"{v['id']} ({v['impact']}): {v['help']}: {node['target']} {node['html'][:160]}"
        for v in found
        if v["impact"] in GRAVE
        for node in v["nodes"]
    ]
