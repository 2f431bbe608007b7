"""`python -m bbs`."""

from bbs.cli import main

if __name__ == "__main__":
    main()
