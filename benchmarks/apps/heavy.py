"""The app itself, its forces drawn in the heavy level: everything else is as it comes.

Streamlit takes the file twice, as it takes ``app.py``: with the same server around the page.
"""

if __name__ == "__main__":
    from benchmarks import heavy
    from gapmap.ui import main

    heavy.put_in()
    main.run()
else:
    import streamlit as st

    from gapmap.ui import guard

    app = st.App(__file__, middleware=guard.MIDDLEWARE, lifespan=guard.opened)
