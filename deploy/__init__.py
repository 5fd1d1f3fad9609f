"""What runs gapmap for many: a site for nginx, a service for systemd, a container file."""
