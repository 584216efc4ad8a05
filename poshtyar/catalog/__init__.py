"""What is sold: packages, the comparison table and the services with their usual coins."""
