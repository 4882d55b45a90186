/** Which arm serves what: an experiment's desired state, made of commands and checkpoints; its figures, and the guard over them. */
package dev.backchannel.streams.arms;
