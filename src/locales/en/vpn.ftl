# Everybody's keys, for the staff.

problem-what-settle-peer = Put or remove a key on its server
problem-what-deliver-config = Hand over a key
problem-what-tell-vpn = Tell of a change to a key
problem-what-remind-vpn = Remind that a key ends
problem-what-tell-quota = Tell of the quota

button-vpn-keys = 🔑 Keys
