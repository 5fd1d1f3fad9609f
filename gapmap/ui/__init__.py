"""The Streamlit pages: widgets in, a Selection out, a GapTable shown."""
