"""Lists of people as branches keep them in Excel → rows under the fields we know, every line of the file accounted for."""
