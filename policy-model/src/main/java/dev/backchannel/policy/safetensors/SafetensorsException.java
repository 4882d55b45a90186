package dev.backchannel.policy.safetensors;

import java.nio.file.Path;

/** A safetensors file that cannot be read; the message names the file and the reason. */
public final class SafetensorsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SafetensorsException(Path path, String reason) {
        super(path + " cannot be used: " + reason + ".");
    }
}
