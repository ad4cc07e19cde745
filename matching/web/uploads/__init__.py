"""What the files pages and `import` say, as data: made from rows, drawn by templates."""
