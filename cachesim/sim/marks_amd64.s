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
