package dev.backchannel.standalone.replay;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.NameBasedGenerator;
import java.util.UUID;

/** Ids that depend on nothing but the source (UUIDv5), so that a second replay repeats the first. */
final class SourceIds {
    /** Of this project's own making; never change it, or old replays would be taken for new. */
    private static final UUID NAMESPACE = UUID.fromString("6a3f1de0-2f5b-5f0e-9c41-0b7d6c3c9a51");

    private static final NameBasedGenerator GENERATOR = Generators.nameBasedGenerator(NAMESPACE);

    private final String format;

    SourceIds(String format) {
        this.format = format;
    }

    /** @param parts what names the thing in its source, from the whole to the part */
    String of(String kind, Object... parts) {
        StringBuilder name = new StringBuilder(format).append('\n').append(kind);
        for (Object part : parts) {
            name.append('\n').append(part);
        }
        return GENERATOR.generate(name.toString()).toString();
    }
}
