package dev.backchannel.standalone.replay;

import dev.backchannel.standalone.source.Caller;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What to send, and where.
 *
 * @param format empty: told from the first record
 * @param caller how it is asked
 * @param patience how long the server may stay away
 */
public record ReplayOptions(Path file, Optional<ReplayFormat> format, URI url, Caller caller, Duration patience) {}
