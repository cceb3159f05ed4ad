# Miembros: búsqueda, ficha, importación y auditoría.
