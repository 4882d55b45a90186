package dev.backchannel.policy.graph;

import dev.backchannel.policy.Precision;
import dev.backchannel.policy.safetensors.SafetensorsFile.TensorInfo;

/** The types that weights have, by the names of safetensors, with PyTorch's numbers for them. */
enum ScalarType {
    F16(5, 2, 2),
    F32(6, 4, 64),
    BF16(15, 2, 2);

    private final long number;
    private final int width;
    private final int alignment;

    ScalarType(long number, int width, int alignment) {
        this.number = number;
        this.width = width;
        this.alignment = alignment;
    }

    static ScalarType of(Precision precision) {
        return precision == Precision.FP32 ? F32 : BF16;
    }

    static ScalarType of(TensorInfo info) {
        return valueOf(info.dtype());
    }

    long number() {
        return number;
    }

    /** Bytes of one. */
    int width() {
        return width;
    }

    /**
     * Numbers whose first byte's address is a multiple of this give the same bits as those in the library's own memory, which
     * starts at multiples of 64. In fp32 the product of one row with a matrix adds in another order at some other addresses
     * (8 or 24 behind a multiple of 64, on Zen 4). Products in 16 bits copy the matrix into a layout of their own first.
     */
    int alignment() {
        return alignment;
    }
}
