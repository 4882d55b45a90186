package dev.backchannel.policy.pretrain;

import java.nio.charset.StandardCharsets;

/**
 * The printable stand-ins for bytes in a byte-level BPE vocabulary (GPT-2, Radford et al. 2019): printable Latin-1
 * characters stand for themselves, the other bytes for U+0100 and up, in order.
 */
final class ByteAlphabet {
    private static final char[] SYMBOLS = symbols();

    private ByteAlphabet() {}

    static char symbol(int unsignedByte) {
        return SYMBOLS[unsignedByte];
    }

    /** The text's UTF-8 bytes, each as its stand-in. */
    static String encode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder symbols = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            symbols.append(SYMBOLS[b & 0xff]);
        }
        return symbols.toString();
    }

    private static char[] symbols() {
        char[] symbols = new char[256];
        char next = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || b >= 0xae;
            symbols[b] = printable ? (char) b : next++;
        }
        return symbols;
    }
}
