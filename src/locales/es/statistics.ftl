# Estadísticas.

button-statistics = 📊 Estadísticas
