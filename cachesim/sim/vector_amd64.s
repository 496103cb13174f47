#include "go_asm.h"
#include "textflag.h"

// func marked64(sets *[64]set, lane int) uint64
TEXT ·marked64(SB), NOSPLIT, $0-24
	MOVQ     sets+0(FP), SI
	MOVQ     lane+8(FP), CX
	MOVL     $7, AX
	SUBL     CX, AX
	MOVQ     AX, X4
	PREFETCHT0 256(SI)
	MOVOU    (SI), X0
	MOVOU    16(SI), X1
	MOVOU    32(SI), X2
	MOVOU    48(SI), X3
	PSLLW    X4, X0 // the lane's bit becomes the highest of its byte
	PSLLW    X4, X1
	PSLLW    X4, X2
	PSLLW    X4, X3
	PMOVMSKB X0, AX
	PMOVMSKB X1, BX
	PMOVMSKB X2, CX
	PMOVMSKB X3, DX
	SHLQ     $16, BX
	SHLQ     $16, DX
	ORQ      BX, AX
	ORQ      DX, CX
	SHLQ     $32, CX
	ORQ      CX, AX
	MOVQ     AX, ret+16(FP)
	RET

// func equal32(numbers *[32]nibbles, mask, value nibbles) uint32
TEXT ·equal32(SB), NOSPLIT, $0-20
	MOVQ     numbers+0(FP), SI
	MOVL     mask+8(FP), AX
	MOVL     value+12(FP), BX
	MOVQ     AX, X8
	MOVQ     BX, X9
	PSHUFL   $0, X8, X8
	PSHUFL   $0, X9, X9
	PREFETCHT0 512(SI)
	PREFETCHT0 576(SI)
	MOVOU    (SI), X0
	MOVOU    16(SI), X1
	MOVOU    32(SI), X2
	MOVOU    48(SI), X3
	MOVOU    64(SI), X4
	MOVOU    80(SI), X5
	MOVOU    96(SI), X6
	MOVOU    112(SI), X7
	PAND     X8, X0
	PAND     X8, X1
	PAND     X8, X2
	PAND     X8, X3
	PAND     X8, X4
	PAND     X8, X5
	PAND     X8, X6
	PAND     X8, X7
	PCMPEQL  X9, X0
	PCMPEQL  X9, X1
	PCMPEQL  X9, X2
	PCMPEQL  X9, X3
	PCMPEQL  X9, X4
	PCMPEQL  X9, X5
	PCMPEQL  X9, X6
	PCMPEQL  X9, X7
	PACKSSLW X1, X0
	PACKSSLW X3, X2
	PACKSSLW X5, X4
	PACKSSLW X7, X6
	PACKSSWB X2, X0
	PACKSSWB X6, X4
	PMOVMSKB X0, AX
	PMOVMSKB X4, BX
	SHLL     $16, BX
	ORL      BX, AX
	MOVL     AX, ret+16(FP)
	RET

// func enterAll(cells []uint32, ids []uint32, d *doors, misses *tally)
TEXT ·enterAll(SB), NOSPLIT, $0-64
	MOVQ    cells_base+0(FP), DI
	MOVQ    ids_base+24(FP), SI
	MOVQ    ids_len+32(FP), CX
	MOVQ    d+48(FP), R8
	MOVQ    misses+56(FP), R9
	TESTQ   CX, CX
	JZ      done
	MOVL    $0x80000000, AX // numbers are compared as if they had a sign
	MOVQ    AX, X7
	PSHUFL  $0, X7, X7
	PCMPEQL X6, X6
	MOVOU   (R8), X0        // come
	MOVOU   16(R8), X1
	MOVOU   32(R8), X2      // size
	MOVOU   48(R8), X3
	PXOR    X7, X0
	PXOR    X7, X1
	PXOR    X7, X2          // so that a sum with come is right again
	PXOR    X7, X3

next:
	MOVL     (SI), AX
	SHLQ     $5, AX
	MOVOU    (DI)(AX*1), X4 // leaves
	MOVOU    16(DI)(AX*1), X5
	MOVO     X4, X8
	MOVO     X5, X9
	PXOR     X7, X8
	PXOR     X7, X9
	PCMPGTL  X0, X8
	PCMPGTL  X1, X9
	PXOR     X6, X8         // missed
	PXOR     X6, X9
	PSUBL    X8, X0         // come += missed
	PSUBL    X9, X1
	MOVO     X0, X10
	MOVO     X1, X11
	PADDL    X2, X10
	PADDL    X3, X11
	PXOR     X4, X10
	PXOR     X5, X11
	PAND     X8, X10
	PAND     X9, X11
	PXOR     X10, X4        // come + size where missed
	PXOR     X11, X5
	MOVOU    X4, (DI)(AX*1)
	MOVOU    X5, 16(DI)(AX*1)
	MOVMSKPS X8, BX
	MOVMSKPS X9, DX
	SHLL     $4, DX
	ORL      DX, BX
	INCQ     (R9)(BX*8)
	ADDQ     $4, SI
	DECQ     CX
	JNZ      next
	PXOR     X7, X0
	PXOR     X7, X1
	MOVOU    X0, (R8)
	MOVOU    X1, 16(R8)

done:
	RET

// func above(numbers *[Lanes]uint32, bound uint32) set
TEXT ·above(SB), NOSPLIT, $0-17
	MOVQ     numbers+0(FP), SI
	MOVL     bound+8(FP), AX
	MOVL     $0x80000000, BX // numbers are compared as if they had a sign
	XORL     BX, AX
	MOVQ     BX, X3
	MOVQ     AX, X2
	PSHUFL   $0, X3, X3
	PSHUFL   $0, X2, X2
	MOVOU    (SI), X0
	MOVOU    16(SI), X1
	PXOR     X3, X0
	PXOR     X3, X1
	PCMPGTL  X2, X0
	PCMPGTL  X2, X1
	MOVMSKPS X0, AX
	MOVMSKPS X1, BX
	SHLL     $4, BX
	ORL      BX, AX
	MOVB     AX, ret+16(FP)
	RET

// A tail that is above a place counts one.
#define PASSED(place) \
	PSHUFL  place, X4, X5 \
	MOVO    X0, X6        \
	MOVO    X1, X7        \
	PCMPGTL X5, X6        \
	PCMPGTL X5, X7        \
	PSUBL   X6, X2        \
	PSUBL   X7, X3

// func passed(places *batch, tails *[Lanes]uint32) (n [Lanes]uint32)
TEXT ·passed(SB), NOSPLIT, $0-48
	MOVQ   places+0(FP), SI
	MOVQ   tails+8(FP), DI
	MOVL   $0x80000000, AX // numbers are compared as if they had a sign
	MOVQ   AX, X8
	PSHUFL $0, X8, X8
	MOVOU  (DI), X0
	MOVOU  16(DI), X1
	PXOR   X8, X0
	PXOR   X8, X1
	PXOR   X2, X2
	PXOR   X3, X3
	MOVL   $(const_bundleLen/4), CX

next:
	MOVOU (SI), X4
	PXOR  X8, X4
	PASSED($0x00)
	PASSED($0x55)
	PASSED($0xaa)
	PASSED($0xff)
	ADDQ  $16, SI
	DECL  CX
	JNZ   next
	LEAQ  n+16(FP), DI
	MOVOU X2, (DI)
	MOVOU X3, 16(DI)
	RET

// A word for each lane: all ones where its tail is above a place.
#define PASSEDWORDS(place, words) \
	PSHUFL   place, X4, X5   \
	MOVO     X0, words       \
	MOVO     X1, X6          \
	PCMPGTL  X5, words       \
	PCMPGTL  X5, X6          \
	PACKSSLW X6, words

// Of two bytes, all ones or none, to a byte of two nibbles.
#define NIBBLES(bytes) \
	PAND  X2, bytes \
	MOVO  bytes, X6 \
	PSRLW $8, X6    \
	POR   X6, bytes \
	PAND  X3, bytes

// func passedOnes(places *batch, tails *[Lanes]uint32, ones *[bundleLen]nibbles)
TEXT ·passedOnes(SB), NOSPLIT, $0-24
	MOVQ   places+0(FP), SI
	MOVQ   tails+8(FP), DI
	MOVQ   ones+16(FP), DX
	MOVL   $0x80000000, AX // numbers are compared as if they had a sign
	MOVQ   AX, X8
	PSHUFL $0, X8, X8
	MOVL   $0x10011001, AX
	MOVQ   AX, X2
	PSHUFL $0, X2, X2
	MOVL   $0x00ff00ff, AX
	MOVQ   AX, X3
	PSHUFL $0, X3, X3
	MOVOU  (DI), X0
	MOVOU  16(DI), X1
	PXOR   X8, X0
	PXOR   X8, X1
	MOVL   $(const_bundleLen/4), CX

next:
	MOVOU (SI), X4
	PXOR  X8, X4
	PASSEDWORDS($0x00, X9)
	PASSEDWORDS($0x55, X10)
	PASSEDWORDS($0xaa, X11)
	PASSEDWORDS($0xff, X12)
	PACKSSWB X10, X9
	PACKSSWB X12, X11
	NIBBLES(X9)
	NIBBLES(X11)
	PACKUSWB X11, X9
	MOVOU X9, (DX)
	ADDQ  $16, SI
	ADDQ  $16, DX
	DECL  CX
	JNZ   next
	RET

// The carry of a comparison is shifted into a set, the last lane first.
#define BEHIND(lane) \
	MOVL lane*4(SI), AX                         \
	CMPL AX, lane*line__size+line_front(DI)     \
	ADCL BX, BX                                 \
	CMPL AX, lane*line__size+line_end(DI)       \
	ADCL CX, CX

// func behind(numbers *[Lanes]uint32, l *[Lanes]line) (front, end set)
TEXT ·behind(SB), NOSPLIT, $0-18
	MOVQ numbers+0(FP), SI
	MOVQ l+8(FP), DI
	XORL BX, BX
	XORL CX, CX
	BEHIND(7)
	BEHIND(6)
	BEHIND(5)
	BEHIND(4)
	BEHIND(3)
	BEHIND(2)
	BEHIND(1)
	BEHIND(0)
	MOVB BX, front+16(FP)
	MOVB CX, end+17(FP)
	RET

// The bit of each lane in a set.
DATA laneBits<>+0(SB)/4, $1
DATA laneBits<>+4(SB)/4, $2
DATA laneBits<>+8(SB)/4, $4
DATA laneBits<>+12(SB)/4, $8
DATA laneBits<>+16(SB)/4, $16
DATA laneBits<>+20(SB)/4, $32
DATA laneBits<>+24(SB)/4, $64
DATA laneBits<>+28(SB)/4, $128
GLOBL laneBits<>(SB), RODATA|NOPTR, $32

// func passAll(f *flow, ids []uint32, place uint32) int
//
// Two registers hold a number of each lane. Front, back and end stay in X8 to X13.
TEXT ·passAll(SB), NOSPLIT, $0-48
	MOVQ     f+0(FP), DI
	MOVQ     ids_base+8(FP), SI
	MOVQ     ids_len+16(FP), CX
	LEAQ     (SI)(CX*4), CX
	MOVQ     flow_last(DI), R9
	MOVQ     flow_list(DI), R10
	MOVL     place+32(FP), R12
	ADDQ     R10, R12
	MOVOU    flow_front+0(DI), X8
	MOVOU    flow_front+16(DI), X9
	MOVOU    flow_back+0(DI), X10
	MOVOU    flow_back+16(DI), X11
	MOVOU    flow_end+0(DI), X12
	MOVOU    flow_end+16(DI), X13
	MOVOU    laneBits<>+0(SB), X14
	MOVOU    laneBits<>+16(SB), X15

next:
	MOVQ     flow_ahead(DI), DX   // of what is looked up later, memory is fetched
	MOVL     (SI)(DX*8), AX
	PREFETCHT0 (R9)(AX*4)
	SHLQ     $5, AX
	ADDQ     flow_cells(DI), AX
	PREFETCHT0 (AX)
	MOVL     (SI)(DX*4), AX
	MOVL     (R9)(AX*4), AX
	PREFETCHT0 (R10)(AX*1)

	MOVL     (SI), AX
	MOVL     (R9)(AX*4), BX       // its last place
	SHLQ     $5, AX
	ADDQ     flow_cells(DI), AX
	MOVQ     BX, X0
	PSHUFL   $0, X0, X0
	MOVOU    flow_tails+0(DI), X1
	MOVOU    flow_tails+16(DI), X2
	PCMPGTL  X0, X1
	PCMPGTL  X0, X2
	PACKSSLW X2, X1
	PACKSSWB X1, X1
	PMOVMSKB X1, DX               // the lanes whose tail has passed it
	MOVBLZX  (R10)(BX*1), R13
	MOVL     R13, R8
	ANDL     DX, R8
	XORL     R8, R13              // listed
	ANDB     flow_strict(DI), R8  // was once, and that is odd
	MOVBLZX  flow_tails+tails_lanes(DI), R11
	XORL     R13, R11
	XORL     R8, R11              // the lanes whose line is to be asked
	MOVQ     R11, X6
	PSHUFL   $0, X6, X6
	MOVO     X6, X7
	PAND     X14, X6
	PAND     X15, X7
	PCMPEQL  X14, X6
	PCMPEQL  X15, X7

	MOVOU    (AX), X0             // its numbers
	MOVOU    16(AX), X1
	MOVO     X8, X2
	MOVO     X9, X3
	PCMPGTL  X0, X2
	PCMPGTL  X1, X3
	PAND     X6, X2               // missed
	PAND     X7, X3
	MOVO     X12, X4
	MOVO     X13, X5
	PCMPGTL  X0, X4
	PCMPGTL  X1, X5
	MOVOU    flow_until+0(DI), X6
	MOVOU    flow_until+16(DI), X7
	PCMPEQL  X10, X6
	PCMPEQL  X11, X7
	PANDN    X4, X6
	PANDN    X5, X7
	PAND     X2, X6               // comes in: it is not remembered, and the course has not ended
	PAND     X3, X7
	PACKSSLW X3, X2
	MOVO     X6, X4
	PACKSSLW X7, X4
	PACKSSWB X4, X2
	PMOVMSKB X2, DX               // missed; comes in

	MOVO     X10, X4              // who comes in draws a number
	MOVO     X11, X5
	PXOR     X0, X4
	PXOR     X1, X5
	PAND     X6, X4
	PAND     X7, X5
	PXOR     X4, X0
	PXOR     X5, X1
	MOVOU    X0, (AX)
	MOVOU    X1, 16(AX)
	PSUBL    X6, X10
	PSUBL    X7, X11
	MOVOU    flow_moves+0(DI), X4
	MOVOU    flow_moves+16(DI), X5
	PAND     X4, X6
	PAND     X5, X7
	PSUBL    X6, X8
	PSUBL    X7, X9
	PSUBL    X6, X12
	PSUBL    X7, X13

	MOVBLZX  DX, R14
	SHRL     $8, DX
	XORL     R14, R11
	ANDB     flow_strict(DI), R11 // a hit in the line, and that is odd
	ORL      R8, R14              // lacks
	MOVQ     flow_caches(DI), R8
	INCQ     caches_misses(R8)(R14*8)
	MOVL     R14, R8
	XORL     DX, R8
	ORL      R11, R8              // odd
	JNZ      done
	MOVL     (SI), AX             // move
	MOVB     $0, (R10)(BX*1)
	MOVB     R13, (R12)
	MOVL     R12, BX
	SUBL     R10, BX
	MOVL     BX, (R9)(AX*4)
	INCQ     R12
	ADDQ     $4, SI
	CMPQ     SI, CX
	JB       next

done:
	MOVB     R13, flow_listed(DI)
	MOVB     R14, flow_lacks(DI)
	MOVB     R8, flow_odd(DI)
	MOVOU    X8, flow_front+0(DI)
	MOVOU    X9, flow_front+16(DI)
	MOVOU    X10, flow_back+0(DI)
	MOVOU    X11, flow_back+16(DI)
	MOVOU    X12, flow_end+0(DI)
	MOVOU    X13, flow_end+16(DI)
	SUBQ     ids_base+8(FP), SI
	SHRQ     $2, SI
	MOVQ     SI, ret+40(FP)
	RET
