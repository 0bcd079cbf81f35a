"""Published answers: versions, approvals, receipts, unanswered questions, hand-over, and the conversation's memory."""
