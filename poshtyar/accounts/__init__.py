"""People, organizations, members, invitations and stores."""
