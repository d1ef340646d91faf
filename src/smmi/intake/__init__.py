"""How a table becomes answers: a reading is proposed from the table, confirmed by a person, and accounted for."""
