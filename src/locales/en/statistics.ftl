# Statistics.

button-statistics = 📊 Statistics
