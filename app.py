"""gapmap: ``streamlit run app.py``."""

from gapmap.ui.main import run

run()
