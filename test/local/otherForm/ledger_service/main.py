from shared_kit.echo import serve

serve("ledger_service", 3008, "/internal/ledger/ready")
