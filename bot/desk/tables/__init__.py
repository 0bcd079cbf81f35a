"""Django's admin on the directory's tables, for administrators, where `FAROL_ADMIN` is set.

What is structure stands here: networks, centres, hours, lines, holidays. Appointments and contacts do not: people's
data is read at the desk, page by page, each reading in the trace.
"""
