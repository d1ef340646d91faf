"""The canvas of plots: axes, labels that can do no harm, the text beside a picture, and its SVG."""
