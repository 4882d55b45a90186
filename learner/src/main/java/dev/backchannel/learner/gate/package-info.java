/** Judges every checkpoint before it is offered. Each check is a class; the verdict is recorded either way. */
package dev.backchannel.learner.gate;
