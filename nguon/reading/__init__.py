"""Files in: text out of txt, docx and pdf, and from the text of a plan a draft. No Django here.

source = read_file(content, name)      # Unreadable says why not
draft = read_plan(source)              # draft.as_json() is the answer
"""
