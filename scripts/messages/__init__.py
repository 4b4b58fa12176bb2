"""What is written down about messages: JSON Schemas, the AsyncAPI document, and a page to read."""
