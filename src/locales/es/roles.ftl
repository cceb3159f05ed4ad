problem-what-tell-role = Avisar de un papel
problem-what-deliver-staff-invite = Entregar un enlace del equipo
