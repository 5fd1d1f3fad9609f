"""The Streamlit scripts that are measured."""
