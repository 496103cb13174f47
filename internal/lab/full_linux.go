package lab

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"syscall"
	"time"
)

// FullQueue gives a listener at ip and port (0: any) that accepts nothing and
// whose queue is full, so that the kernel drops the next SYN, until release.
func FullQueue(ip [4]byte, port uint16) (addr string, release func(), err error) {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return "", nil, err
	}
	var queued []net.Conn
	release = func() {
		for _, c := range queued {
			_ = c.Close()
		}
		_ = syscall.Close(fd)
	}
	at, err := listenUnaccepted(fd, ip, port)
	for full := false; err == nil && !full; {
		// One is too many where the queue filled after it was looked at.
		if c, refused := net.DialTimeout("tcp", at.String(), time.Second); refused == nil {
			queued = append(queued, c)
		}
		full, err = queueIsFull(at)
	}
	if err != nil {
		release()
		return "", nil, err
	}
	return at.String(), release, nil
}

func listenUnaccepted(fd int, ip [4]byte, port uint16) (at netip.AddrPort, err error) {
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: ip, Port: int(port)}); err != nil {
		return at, err
	}
	if err := syscall.Listen(fd, 0); err != nil {
		return at, err
	}
	name, err := syscall.Getsockname(fd)
	if err != nil {
		return at, err
	}
	bound := name.(*syscall.SockaddrInet4)
	return netip.AddrPortFrom(netip.AddrFrom4(bound.Addr), uint16(bound.Port)), nil
}

// queueIsFull asks the kernel how many wait to be accepted: more than none
// are as many as a backlog of 0 takes.
func queueIsFull(at netip.AddrPort) (bool, error) {
	table, err := os.ReadFile("/proc/net/tcp")
	if err != nil {
		return false, err
	}
	ip := at.Addr().As4()
	listens := fmt.Appendf(nil, ": %08X:%04X 00000000:0000 0A ", binary.NativeEndian.Uint32(ip[:]), at.Port())
	_, row, found := bytes.Cut(table, listens)
	_, row, _ = bytes.Cut(row, []byte(":"))
	if !found || len(row) < 8 {
		return false, errors.New("/proc/net/tcp does not have the listener")
	}
	return !bytes.Equal(row[:8], []byte("00000000")), nil
}
