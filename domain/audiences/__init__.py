"""How e-mail, audiences and content perform: what was observed, and what models predict of them."""
