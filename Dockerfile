# One image for every service: `maxxit run NAME` decides which one it is.
FROM python:3.11-slim

RUN pip install --no-cache-dir uv \
    && useradd --create-home --uid 10001 maxxit

WORKDIR /app
ENV UV_LINK_MODE=copy \
    UV_PYTHON_DOWNLOADS=never \
    PYTHONUNBUFFERED=1 \
    PATH=/app/.venv/bin:$PATH

# Dependencies first: they change less often than the code.
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN uv sync --frozen --no-dev --no-group lint --no-install-project

COPY contracts contracts
COPY domain domain
COPY infra infra
COPY producers producers
COPY consumers consumers
COPY api api
COPY cli cli
RUN uv sync --frozen --no-dev --no-group lint --no-editable

USER maxxit
ENTRYPOINT ["maxxit"]
CMD ["--help"]
