from shared_kit.echo import serve

serve("mail_service", 8001, "/api/mail/health")
