#include "textflag.h"

// func fetch(base unsafe.Pointer, offset uintptr)
TEXT ·fetch(SB), NOSPLIT, $0-16
	MOVD base+0(FP), R0
	MOVD offset+8(FP), R1
	ADD  R1, R0
	PRFM (R0), PLDL1KEEP
	RET

// func fetchRows(base unsafe.Pointer, size uintptr, numbers []uint32)
TEXT ·fetchRows(SB), NOSPLIT, $0-40
	MOVD base+0(FP), R0
	MOVD size+8(FP), R1
	MOVD numbers_base+16(FP), R2
	MOVD numbers_len+24(FP), R3
	CBZ  R3, done

next:
	MOVWU.P 4(R2), R4
	MADD R1, R0, R4, R5
	PRFM (R5), PLDL1KEEP
	SUBS $1, R3
	BNE  next

done:
	RET

// func fetchHashed(base unsafe.Pointer, size uintptr, mask uint64, hashes unsafe.Pointer, stride uintptr, n int)
TEXT ·fetchHashed(SB), NOSPLIT, $0-48
	MOVD base+0(FP), R0
	MOVD size+8(FP), R1
	MOVD mask+16(FP), R2
	MOVD hashes+24(FP), R3
	MOVD stride+32(FP), R4
	MOVD n+40(FP), R5
	CBZ  R5, done

next:
	MOVD (R3), R6
	AND  R2, R6
	MADD R1, R0, R6, R7
	PRFM (R7), PLDL1KEEP
	ADD  R4, R3
	SUBS $1, R5
	BNE  next

done:
	RET
