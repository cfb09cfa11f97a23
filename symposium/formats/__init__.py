"""How dates are written in the admin and in forms; pages use agenda.texts, which knows both languages."""
