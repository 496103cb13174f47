#include "textflag.h"

// func fetch(base unsafe.Pointer, offset uintptr)
TEXT ·fetch(SB), NOSPLIT, $0-16
	MOVQ base+0(FP), AX
	MOVQ offset+8(FP), BX
	PREFETCHT0 (AX)(BX*1)
	RET

// func fetchRows(base unsafe.Pointer, size uintptr, numbers []uint32)
TEXT ·fetchRows(SB), NOSPLIT, $0-40
	MOVQ base+0(FP), AX
	MOVQ size+8(FP), BX
	MOVQ numbers_base+16(FP), SI
	MOVQ numbers_len+24(FP), CX
	TESTQ CX, CX
	JZ   done

next:
	MOVL (SI), DX
	IMULQ BX, DX
	PREFETCHT0 (AX)(DX*1)
	ADDQ $4, SI
	DECQ CX
	JNZ  next

done:
	RET

// func fetchHashed(base unsafe.Pointer, size uintptr, mask uint64, hashes unsafe.Pointer, stride uintptr, n int)
TEXT ·fetchHashed(SB), NOSPLIT, $0-48
	MOVQ base+0(FP), AX
	MOVQ size+8(FP), BX
	MOVQ mask+16(FP), DI
	MOVQ hashes+24(FP), SI
	MOVQ stride+32(FP), R8
	MOVQ n+40(FP), CX
	TESTQ CX, CX
	JZ   done

next:
	MOVQ (SI), DX
	ANDQ DI, DX
	IMULQ BX, DX
	PREFETCHT0 (AX)(DX*1)
	ADDQ R8, SI
	DECQ CX
	JNZ  next

done:
	RET
