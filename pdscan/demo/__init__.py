"""Write a made-up French company: what `pdscan demo` puts into a folder.

Every person, number and address is invented; the same folder comes out the same bytes each time.
"""
