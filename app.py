"""gapmap: ``streamlit run app.py``.

Streamlit takes the file twice: once as a module, for the server, and at every run as a script.
"""

if __name__ == "__main__":
    from gapmap.ui.main import run

    run()
else:
    import streamlit as st

    from gapmap.ui import guard

    app = st.App(__file__, middleware=guard.MIDDLEWARE, lifespan=guard.opened)
