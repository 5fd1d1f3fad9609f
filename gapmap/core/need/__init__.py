"""Need: estimated perpetrators of building blocks and areas, which no filter changes."""
