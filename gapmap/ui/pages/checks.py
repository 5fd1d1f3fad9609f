"""The page “Checked against the sources”: published figures beside recomputed ones."""

import pandas as pd
import streamlit as st

from gapmap.dataset import Dataset
from gapmap.present.words import citation
from gapmap.tasks import published_figures as checks

AGREES = {True: "agrees", False: "DIFFERS", None: "the document contradicts itself; both kept"}


def show(dataset: Dataset) -> None:
    """Draw the page."""
    st.title("Checked against the sources")
    found = checks.all_checks(dataset)
    agree = sum(check.agrees is True for check in found)
    differ = sum(check.agrees is False for check in found)
    st.write(
        f"{agree} published figures were compared with the data, worked out again wherever the map "
        f"works them out, and agree; {differ} differ. In "
        f"{len(found) - agree - differ} places a document contradicts itself or cannot be used as "
        "printed: both figures are kept."
    )
    for source in dataset.sources(list(checks.DOCUMENTS)):
        st.header(citation.titled(source))
        st.caption(f"{source['publisher']}, {source['date']}. {source['note']}")
        mine = [check for check in found if check.source_id == source["source_id"]]
        st.table(
            pd.DataFrame(
                [
                    {
                        "figure": check.what,
                        "published": check.published,
                        "from the data": check.recomputed,
                        "result": AGREES[check.agrees],
                        "note": check.note,
                    }
                    for check in mine
                ]
            ).set_index("figure")
        )
