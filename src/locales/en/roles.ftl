problem-what-tell-role = Tell about a role
problem-what-deliver-staff-invite = Hand over a link to the team
