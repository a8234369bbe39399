# One image for every process of TTS; compose.yaml says which command each container runs.
ARG PYTHON=3.11-slim-bookworm

FROM python:${PYTHON} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install -r requirements.txt && /opt/venv/bin/pip uninstall -y pip setuptools

FROM python:${PYTHON}
# Python itself needs neither pip nor compilers to run.
RUN pip uninstall -y pip setuptools wheel \
    && useradd --system --uid 10001 --home-dir /srv/tts --shell /usr/sbin/nologin tts \
    && install -d -o tts -g tts /srv/tts /srv/media /srv/static
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_ENV=production MEDIA_ROOT=/srv/media STATIC_ROOT=/srv/static
WORKDIR /srv/tts
COPY --from=build /opt/venv /opt/venv
COPY manage.py ./
COPY tts tts
COPY workflows_app workflows_app
COPY tickets_app tickets_app
COPY reports_app reports_app
COPY templates templates
COPY static static
USER tts
VOLUME ["/srv/media", "/srv/static"]
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["daphne", "-b", "0.0.0.0", "-p", "8000", "tts.asgi:application"]
