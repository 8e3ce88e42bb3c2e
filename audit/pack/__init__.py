"""An audit as one file that anybody can check without this product."""
