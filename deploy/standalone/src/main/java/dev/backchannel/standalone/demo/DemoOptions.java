package dev.backchannel.standalone.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What {@code demo} was asked for.
 *
 * @param length how long the simulated users chat
 * @param report where the figures are written as JSON
 * @param seed of the population and of every sampled answer
 * @param users size of the population
 * @param json print the report as the last line of stdout, too
 */
public record DemoOptions(Duration length, Optional<Path> report, long seed, int users, boolean json) {}
