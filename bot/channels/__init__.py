"""The gate and the channels: Telegram, Twilio SMS and WhatsApp, the web page."""
