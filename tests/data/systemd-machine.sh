#!/bin/sh
# A machine with a real systemd and nothing of the real machine but /usr, read-only. Runs as the first process of
# namespaces of its own: tests/it/service_systemd.rs.
#   $1  an empty directory, which becomes the root
#   $2  a directory that is seen inside as /srv/shared
set -eu
new=$1
shared=$2

mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs "$new"
cd "$new"
mkdir -p usr etc/systemd/system proc sys dev run tmp var/lib var/tmp var/log srv/shared root home old
mount --bind /usr usr
mount -o remount,bind,ro usr
mount -t tmpfs -o mode=755 tmpfs usr/local
for link in bin sbin lib lib64; do ln -s "usr/$link" "$link"; done
cp /etc/passwd /etc/group /etc/nsswitch.conf etc/
[ ! -e /etc/ld.so.cache ] || cp /etc/ld.so.cache etc/
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs dev
for device in null zero full random urandom tty; do
    touch "dev/$device"
    mount --bind "/dev/$device" "dev/$device"
done
mkdir dev/mqueue dev/hugepages
mount -t mqueue mqueue dev/mqueue
ln -s pts/ptmx dev/ptmx
mount --bind "$shared" srv/shared
# Targets that do nothing: a unit wants them to be there, and the true ones would tidy up, clean /tmp and mount.
for target in sysinit basic shutdown multi-user network-online umount; do
    printf '[Unit]\nDefaultDependencies=no\n' >"etc/systemd/system/$target.target"
done
pivot_root . old
umount -l /old

# Nothing of the real machine may be within reach of systemd.
if [ "$(stat -f -c %T /)" != tmpfs ] || [ "$(stat -f -c %T /tmp)" != tmpfs ] || [ -e /old/etc ]; then
    echo "this is not the machine that was made" >&2
    exit 90
fi
container=portero-test
SYSTEMD_UNIT_PATH=/etc/systemd/system
SYSTEMD_GENERATOR_PATH=/none
export container SYSTEMD_UNIT_PATH SYSTEMD_GENERATOR_PATH
exec /lib/systemd/systemd --system --unit=basic.target --log-target=console --show-status=no
