"""What takes longer, or needs Node or Java: every page with axe, its HTML with vnu, and Lighthouse (`make audit`)."""
