"""Our map against the documented way of folium and streamlit-folium, and many people at once."""
