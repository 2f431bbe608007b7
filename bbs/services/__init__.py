"""What the community can do: plain functions, actor first, views out."""
