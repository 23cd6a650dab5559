"""Times the same work by PyTorch: its fused AdamW, and a non-refresh step of GaLore (arXiv 2403.03507, algorithm 2) matrix by matrix.

usage: peers.py MODEL RANK ROWSxCOLUMNSxCOUNT...   Prints a line of JSON for each.
"""
import json
import statistics
import sys

import torch


def measure(step, repeats=10, warm_ups=3):
    times = []
    for index in range(warm_ups + repeats):
        start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        start.record()
        step()
        end.record()
        end.synchronize()
        if index >= warm_ups:
            times.append(start.elapsed_time(end))
    return times


def report(case, model, times, state):
    quartiles = statistics.quantiles(times, n=4)
    print(json.dumps({
        "case": case, "model": model, "ms_median": statistics.median(times), "ms_quartiles": [quartiles[0], quartiles[2]],
        "state_bytes": state, "torch": torch.__version__}), flush=True)


def fused_adamw(model, weights, gradients):
    parameters = [torch.nn.Parameter(weight) for weight in weights]
    for parameter, gradient in zip(parameters, gradients):
        parameter.grad = gradient
    optimizer = torch.optim.AdamW(parameters, lr=1e-3, weight_decay=0.01, fused=True)
    times = measure(optimizer.step)
    report("fused_adamw", model, times, sum(
        value.numel() * value.element_size() for state in optimizer.state.values() for value in state.values()))


@torch.no_grad()
def galore(model, rank, weights, gradients):
    states = []
    for weight in weights:
        rows, columns = weight.shape
        short = min(rows, columns)
        basis = torch.randn(short, rank, device="cuda", dtype=weight.dtype) / short ** 0.5
        shape = (rank, columns) if rows <= columns else (rows, rank)
        states.append((basis, torch.zeros(shape, device="cuda", dtype=weight.dtype), torch.zeros(shape, device="cuda", dtype=weight.dtype)))

    def step():
        for weight, gradient, (basis, first, second) in zip(weights, gradients, states):
            is_left = weight.shape[0] <= weight.shape[1]
            projected = basis.t() @ gradient if is_left else gradient @ basis
            first.mul_(0.9).add_(projected, alpha=0.1)
            second.mul_(0.999).addcmul_(projected, projected, value=0.001)
            direction = first / second.sqrt().add_(1e-8)
            weight.add_(basis @ direction if is_left else direction @ basis.t(), alpha=-1e-3 * 0.25)
            weight.mul_(1 - 1e-5)

    times = measure(step)
    report("galore_loop", model, times, sum(tensor.numel() * tensor.element_size() for state in states for tensor in state))


def main():
    model, rank = sys.argv[1], int(sys.argv[2])
    weights, gradients = [], []
    for shape in sys.argv[3:]:
        rows, columns, count = map(int, shape.split("x"))
        for _ in range(count):
            weights.append(torch.empty(rows, columns, device="cuda", dtype=torch.bfloat16).normal_(0, 0.02))
            gradients.append(torch.empty(rows, columns, device="cuda", dtype=torch.bfloat16).normal_(0, 1e-3))
    galore(model, rank, weights, gradients)
    fused_adamw(model, weights, gradients)


if __name__ == "__main__":
    main()
