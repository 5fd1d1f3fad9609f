"""The least that a page of Streamlit with a filter can be: one select box."""

import streamlit as st

from benchmarks import figures

st.set_page_config(layout="wide", page_title="Bare")
figures.choose_route()
