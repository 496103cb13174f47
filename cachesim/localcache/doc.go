// Package localcache is the live client-side cache that conn uses: replies by
// command, commands by key, a bound on the entries or their bytes, a time to
// live and six eviction policies, one in each file. Every operation takes constant time for each entry that
// it touches.
//
// The semantics are the intended ones of valkey-py's valkey/_cache.py: the
// time to live runs since the reply was stored and is checked when it is
// looked up; to make room, the entry stored longest ago goes first if it has
// expired, whatever the policy; a write to a key drops every command that names
// it. Its defects are not here: overwriting an entry evicts no other and keeps
// the count of its hits; a nil reply is a reply; a key named twice counts once;
// nothing of a removed entry stays behind.
//
// For a live connection there is more: [Cache.Reserve] keeps a reply out whose
// key is invalidated while it is on its way, and [Cache.FlushOwner] drops what
// a lost connection had brought.
//
// The package is also the oracle of the simulator in package sim.
//
// What belongs here: what happens to a reply after it came and before it is
// asked for again. What does not: connections, and the messages that void
// entries (package conn).
package localcache
