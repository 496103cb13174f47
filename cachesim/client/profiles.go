package client

import (
	"slices"

	"github.com/vkcheck/vkcheck/cachesim/command"
)

// profiles lists the known profiles, the default first. Each was read from the
// client's source at the version cited.
var profiles = []Profile{
	{
		// A nil is stored, but taken for a miss (connection.py, _get_from_local_cache).
		Name: "valkey-py", Allow: command.ValkeyPyAllow, Deny: command.ValkeyPyDeny,
		Unit: "entries", MaxEntries: 10_000, Invalidation: true, NilsUnkept: true,
		Source: "valkey-io/valkey-py 3c97776 valkey/_cache.py, valkey/connection.py",
	},
	{
		// CacheConfig: LRU, no TTL. One cache for the pool (redis/connection.py,
		// CacheProxyConnection), with valkey-py's 74 commands.
		Name: "redis-py", Allow: command.ValkeyPyAllow,
		Unit: "entries", MaxEntries: 10_000, Shared: true, Invalidation: true, NilsUnkept: true,
		Source: "redis/redis-py 34817ce redis/cache.py (CacheConfig)",
	},
	{
		// What has a Cache() method; a call of DoCache gives the TTL. A cache is
		// the connection's, LRU by bytes (lru.go, DefaultCacheBytes). MGetCache
		// looks every key up as a GET of it (helper.go).
		Name: "valkey-go", Allow: valkeyGoAllow,
		PerKey: map[string]string{"MGET": "GET", "JSON.MGET": "JSON.GET"},
		Unit:   "bytes", MaxBytes: 128 << 20, Invalidation: true,
		Source: "valkey-io/valkey-go 57e4802 (after v1.0.76) lru.go, valkey.go, hack/cmds/gen.go (cacheableCMDs)",
	},
	{
		// Entries live for the TTL that the application must choose, and no
		// write drops them, unless server_assisted is asked for
		// (multiplexed_connection.rs keeps no nil).
		Name: "glide", Allow: []string{"GET", "HGETALL", "SMEMBERS"},
		Unit: "bytes", Shared: true, NilsUnkept: true,
		Source: "valkey-io/valkey-glide 7d61630 (after v2.5.0-rc1) glide-core/redis-rs/redis/src/cache/glide_cache.rs, python/glide-shared/glide_shared/cache.py",
	},
	{
		// CacheConfig: LRU, no TTL; a cache is the client's.
		Name: "jedis", Allow: jedisAllow,
		Unit: "entries", MaxEntries: 10_000, Shared: true, Invalidation: true,
		Source: "redis/jedis 9bcb5c6 (after v8.0.0-beta1) csc/DefaultCacheable.java, csc/CacheConfig.java",
	},
	{
		// LRU nearly, by a second chance; a nil is kept (isCacheableReplyResult).
		Name: "go-redis", Allow: goRedisAllow,
		Unit: "entries", MaxEntries: 10_000, Shared: true, Invalidation: true,
		Source: "redis/go-redis v9.23.0 csc_commands.go (defaultCacheableCommands), local_cache.go (CacheConfig)",
	},
	{
		// get(key) is all there is; the cache is a map of the application's. A
		// push without keys, as after FLUSHALL, is not understood
		// (DefaultRedisCache.addInvalidationListener).
		Name: "lettuce", Allow: []string{"GET"},
		Unit: "entries", Shared: true, Invalidation: true, NilsUnkept: true, FlushUnheard: true,
		Source: "redis/lettuce b0bcdd8 (7.7.0) support/caching/ClientSideCaching.java, DefaultRedisCache.java",
	},
	{
		// What would be found in the server's memory, were it smaller or larger.
		Name: "server", Unit: "entries", Server: true,
		Source: "the command table, and COMMAND's denyoom of what makes keys",
	},
	{
		Name: "none", Unit: "entries", Invalidation: true,
		Source: "the command table: every read that names a key",
	},
}

// jedisAllow is DEFAULT_CACHEABLE_COMMANDS, but for TS.NRANGE and TS.NREVRANGE,
// whose keys nobody knows.
var jedisAllow = without(command.ValkeyPyAllow,
	"JSON.RESP", "SINTERCARD", "SORT_RO", "XREAD", "ZDIFF", "ZINTER", "ZINTERCARD", "ZUNION")

// goRedisAllow is defaultCacheableCommands.
var goRedisAllow = without(command.ValkeyPyAllow, "XPENDING", "XREAD", "ZINTERCARD")

// valkeyGoAllow is cacheableCMDs, but for scripts, whose inner calls stand in a
// trace themselves, and for RedisGraph and RedisAI.
var valkeyGoAllow = []string{
	"BF.EXISTS", "BF.INFO", "BITCOUNT", "BITFIELD_RO", "BITPOS", "CF.COUNT", "CF.EXISTS", "CF.INFO",
	"CMS.INFO", "CMS.QUERY", "EXPIRETIME", "GEODIST", "GEOHASH", "GEOPOS", "GEORADIUSBYMEMBER_RO",
	"GEORADIUS_RO", "GEOSEARCH", "GET", "GETBIT", "GETRANGE", "HEXISTS", "HGET", "HGETALL", "HKEYS",
	"HLEN", "HMGET", "HSTRLEN", "HVALS", "JSON.ARRINDEX", "JSON.ARRLEN", "JSON.GET", "JSON.MGET",
	"JSON.OBJKEYS", "JSON.OBJLEN", "JSON.RESP", "JSON.STRLEN", "JSON.TYPE", "LINDEX", "LLEN", "LPOS",
	"LRANGE", "MGET", "PEXPIRETIME", "PTTL", "SCARD", "SISMEMBER", "SMEMBERS", "SMISMEMBER", "SORT_RO",
	"STRLEN", "TOPK.INFO", "TOPK.LIST", "TOPK.QUERY", "TTL", "TYPE", "ZCARD", "ZCOUNT", "ZLEXCOUNT",
	"ZMSCORE", "ZRANGE", "ZRANGEBYLEX", "ZRANGEBYSCORE", "ZRANK", "ZREVRANGE", "ZREVRANGEBYLEX",
	"ZREVRANGEBYSCORE", "ZREVRANK", "ZSCORE",
}

// without gives a list but for some words.
func without(list []string, words ...string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(w string) bool { return slices.Contains(words, w) })
}
